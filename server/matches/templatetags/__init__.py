"""How reports write their figures."""
