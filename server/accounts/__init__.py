"""Accounts: a guest claims one and keeps everything, signs in elsewhere, merges, exports, deletes. Nobody needs one."""
