DATETIME_FORMAT = r"j \d\e F \d\e Y à\s H:i (\G\M\TO)"
