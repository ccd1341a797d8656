#ifndef BRANCHES_HPP
#define BRANCHES_HPP

class Cut
#ifdef NDEBUG
    final
#endif
    : public Base {
    int field;
};

#ifdef WITH_LIST
class Twice : public List
#else
struct Twice
#endif
{
    void method() {}
    Twice()
        : List(),
#if HAS_SIZE
          size(0),
#endif
          last(0)
    {
    }
#if A
    void only_a();
#elif B
    void only_b() {}
#else
    void neither() {}
#endif
};

namespace outer {
#if __has_include(<chrono>)
int with_chrono;
#endif
template <class T>
#ifdef OLD
T old_name(T x)
#else
T new_name(T x)
#endif
{
    return x;
}
}  // namespace outer

#endif
