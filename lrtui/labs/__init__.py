"""What a person can do: settings, actions, and the frozen frame to show. No terminal, no clock."""
