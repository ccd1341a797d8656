namespace n {

class Open {
    void method() { call(; }
    int field;

void Open::outside()
{
    other();
}

int after = 1;
