"""What bodies do: report, plan their work, meet. Rooms here never import each other."""
