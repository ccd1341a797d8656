let before = 1
#if