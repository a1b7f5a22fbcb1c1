"""From where on an audit's figures mean something: areas under the ROC curve, 0.5 for chance, 1 for certainty."""

LEAKS = 0.9  # a host is warned
TELLS = 0.65  # a look is named among those that tell
