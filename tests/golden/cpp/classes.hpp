#pragma once
#include <string>
#include "base.hpp"

namespace shop {

class Forward;

/// A base class.
class Base {
public:
    Base() = default;
    explicit Base(int id) : id_(id), name_{"x"} {}
    Base(const Base& other) = delete;
    virtual ~Base();
    virtual int price() const = 0;  ///< pure
    virtual void log(const char* text) const;
    static Base* make(int id);
    int id() const noexcept { return id_; }
    operator bool() const { return id_ != 0; }
    explicit operator std::string() const;
    Base& operator=(const Base& other) &;
    bool operator==(const Base& other) const { return id_ == other.id_; }
    int operator()(int a, int b) { return a + b; }
    int& operator[](std::size_t at);
    void* operator new(std::size_t size);
    friend bool operator<(const Base& a, const Base& b) { return a.id_ < b.id_; }
    friend class Forward;

protected:
    int id_ = 0, count_;

private:
    std::string name_;
    static constexpr int Limit = 10;
    static inline int made = 0;
    mutable bool dirty_ : 1;
    int (*callback_)(int) = nullptr;
    int Base::*member_pointer_ = nullptr;

    struct Node {
        Node* next;
        int value;
    };
    enum class State : unsigned char { Open, Closed = 3 };
    enum { Anonymous = 1 };
    enum : Number8 { Sized };
    using List = std::vector<Node>;
    typedef int Number;
    union {
        int as_int;
        float as_float;
    };
};

struct Derived final : public Base, private other::Mixin<int> {
    using Base::Base;
    Derived(int id);
    int price() const override { return 3; }
    ~Derived() override = default;
    class Inner;
    int values[3]{1, 2, 3};
};

class Derived::Inner {
    void run();
};

union Value {
    int number;
    double real;
    Value() : number(0) {}
};

enum Plain { One, Two };
enum struct Scoped;

}  // namespace shop
