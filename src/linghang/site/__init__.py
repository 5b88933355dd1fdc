"""Settings, sign-in, navigation, theme, cockpit and background jobs: the house as one sees it in a browser."""
