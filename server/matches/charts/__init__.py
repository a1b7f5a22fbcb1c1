"""Where the marks of charts lie: pure geometry in whole units of their own view box. Templates in templates/charts."""
