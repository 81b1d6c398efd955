"""What came, held against what was asked, and the analyst's judgement."""
