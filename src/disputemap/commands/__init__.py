"""Groups of commands, one module each; `cli` registers them. What is heavy is imported when a command runs."""
