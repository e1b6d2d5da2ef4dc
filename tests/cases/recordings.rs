//! What other sessions were answered, and what was forged there, answers nothing of
//! ours.
