int before(void) { return 1; }

int unfinished(int a {
	return a +
}

struct open {
	int field;

int after(void)
{
	return before();
}
