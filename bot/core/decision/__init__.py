"""The decision table: limits, stops, rows, places and repairs, all read from content.

Source: the evidence pack, section 4. No model decides; the same answers always give the same plan.
"""
