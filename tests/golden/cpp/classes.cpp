#include "classes.hpp"

using namespace shop;
using std::string;
namespace short_name = shop::detail;

namespace shop {

Base::~Base() { log("gone"); }

/* Logs. */
void Base::log(const char* text) const
{
    if (text && dirty_)
        print(text);
}

Base* Base::make(int id) { return new Derived(id); }

Base::operator std::string() const { return name_; }

Base& Base::operator=(const Base& other) & { id_ = other.id_; return *this; }

int& Base::operator[](std::size_t at) { return list()[at]; }

Derived::Derived(int id) : Base(id), Mixin<int>() {}

void Derived::Inner::run() {}

static int helper(int x) { return x; }

namespace {
int hidden;
void hidden_function() { ++hidden; }
class HiddenClass { int x; };
}  // namespace

}  // namespace shop

int shop::Base::*global_pointer = nullptr;

std::ostream& operator<<(std::ostream& out, const shop::Base& base) { return out << base.id(); }

unsigned long long operator"" _km(unsigned long long x) { return x * 1000; }

auto trailing(int x) -> decltype(x + 1) { return x + 1; }

[[nodiscard]] int attributed() { return 1; }

extern "C" int c_function(int x) { return x; }

extern "C" {
int c_block_function(void) { return 0; }
int c_declared(void);
}

int main(int argc, char** argv) try {
    auto lambda = [&argc, captured = 1](int y) mutable { return y + argc + captured; };
    for (const auto& [key, value] : table()) use(key, value);
    struct Local { int a; } local;
    switch (argc) {
    case 1: return lambda(1);
    default: break;
    }
    shop::Base::make(3)->log("x");
    return static_cast<int>(shop::helper(local.a)) ?: 1;
} catch (const std::exception& error) {
    return 1;
}
