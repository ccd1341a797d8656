/// A stack.
template <typename T, int Size = 10>
class Stack {
public:
    void push(const T& value);
    template <typename U> void push_all(const U& values) { for (auto& v : values) push(v); }
    T pop() { return data[--top]; }

private:
    T data[Size];
    int top = 0;
};

template <typename T, int Size>
void Stack<T, Size>::push(const T& value) { data[top++] = value; }

template <>
class Stack<bool, 8> {
    unsigned char bits;
};

template <typename T>
struct Stack<T*, 1> : Stack<void*, 1> {};

template <typename T> struct Trait { static const bool value = false; };
template <> struct Trait<int> { static const bool value = true; };

template <typename... Args>
int count(Args&&... args) { return sizeof...(args); }

template <> int count<int>(int&& only) { return 1; }

int count(double a) { return 2; }
int count(double a, double b) { return 3; }

template <typename T> constexpr T Pi = T(3.14);
template <typename T> using Pair = std::pair<T, T>;
using Callback = void (*)(int);

template <template <typename> class Container, typename T>
void fill(Container<T>& into) {}

template <typename T>
concept Number = std::is_arithmetic_v<T> && requires(T a) { a + a; };

template <Number T>
T twice(T x) requires(sizeof(T) > 1) { return x + x; }

auto generic = []<typename T>(T x) { int inner = 1; return x + inner; };

constexpr int square(int x) { return x * x; }
consteval int cube(int x) { return x * x * x; }
constinit int started = square(2);
inline constexpr int Answer = 42, Other = 43;
thread_local int per_thread;

template class Stack<int, 3>;
extern template class Stack<long, 3>;

struct Compare {
    auto operator<=>(const Compare&) const = default;
    template <typename T> operator T() const { return T(); }
    template <typename T> explicit Compare(T&& from) : held(from) {}
    int held;
};

template <typename T> Compare(T) -> Compare;

template <class T> class Outer {
    template <class U> class Inside;
    class Plain { void run(); };
};
template <class T> template <class U> class Outer<T>::Inside { U u; };
template <class T> void Outer<T>::Plain::run() {}

namespace a::b { int deep; }
inline namespace v1 { struct Versioned {}; }
namespace a::inline v2 { void function() {} }
