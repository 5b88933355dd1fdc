"""Payment by case mix: schemes in force, discharges grouped and weighed in the lake, what is paid and why."""
