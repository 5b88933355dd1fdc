"""How the hospital, its departments and branches are judged: frameworks scored, graded and ranked."""
