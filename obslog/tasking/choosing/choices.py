"""Figures that are our judgement and no measurement, in one place, so that nobody takes them for more."""

from __future__ import annotations

#: What is not known is ranked as if it were so likely, and never printed as a figure.
UNKNOWN_RANKS_AS = 0.5

#: A scene with at most this share of cloud counts as clear where the requirement names no limit.
CLEAR_CLOUD = 0.2

#: Off-nadir of optical images: no loss up to the first (degrees), then down evenly to the share left at the second:
#: buildings and aircraft lean, haze lies longer in the way.
STEEP_ENOUGH_DEG, OBLIQUE_DEG, LEFT_AT_OBLIQUE = 20.0, 45.0, 0.7

#: Elevation of the sun for optical images: no loss from the first up (degrees), then down evenly to the share left
#: with the sun on the horizon: long shadows, little contrast.
HIGH_SUN_DEG, LEFT_AT_HORIZON = 30.0, 0.3

#: Water shines where the line of sight lies this near to the mirrored sun (degrees).
GLINT_DEG = 10.0

#: Two images are easy to compare where sun and off-nadir differ by no more than so many degrees.
ALIKE_DEG = 10.0

#: Sharpness: no loss with so many levels of NIIRS to spare, and the share left where the floor is just met (a
#: published pixel size is that of a good day).
SPARE_NIIRS, LEFT_AT_FLOOR = 0.5, 0.8

#: Weather lasts: after so many days one sky in e is still the same (the rest is drawn anew).
SKY_LASTS_DAYS = 1.0

#: An answer in the last moment of use is worth this share of one at once.
LATE_WORTH = 0.5

#: What an answer is worth by priority 1 to 4: each step counts double.
PRIORITY_WEIGHTS = {1: 8.0, 2: 4.0, 3: 2.0, 4: 1.0}

#: Attempts at one requirement within one plan.
MOST_ATTEMPTS = 3

#: An attempt that adds less than this to the chance of an answer is not bought.
LEAST_GAIN = 0.01
