# ERROR: No scenario
