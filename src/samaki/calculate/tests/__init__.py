"""Tests of the calculation: worked examples, properties, and each rule by itself."""
