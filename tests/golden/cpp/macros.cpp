LIB_BEGIN_NAMESPACE

Widget::Widget(Object *parent)
    : Object(parent)
{
}

class LIB_EXPORT Widget : public Object
{
    Q_OBJECT
    Q_DECLARE_PRIVATE(Widget)
    Q_PROPERTY(int speed READ speed WRITE setSpeed)

public:
    enum State { On, Off LIB_DEPRECATED_X("use (On"), Idle };
    Q_ENUM(State)
    LIB_CONSTEXPR Widget(int x) LIB_NOEXCEPT;
    LIB_DEPRECATED("gone") void old();
    LIB_NODISCARD int speed() const { return speed_; }
    LIB_STATIC_ASSERT(sizeof(int) == 4);

public Q_SLOTS:
    void setSpeed(int speed) { speed_ = speed; }

Q_SIGNALS:
    void changed();

private:
    int speed_ GUARDED_BY(mutex_) = 0;
    Q_DISABLE_COPY(Widget)
};

Q_DECLARE_METATYPE(Widget *)
inline LIB_API LIB_CONSTEXPR Widget::Widget(int x) : speed_(x) {}
MY_MACRO std::string named() { return {}; }
static const bool registered __attribute__((unused)) = install();

TEST(Suite, Case) { EXPECT_EQ(1, 1); }
TEST_F(WidgetTest, Speed)
{
    EXPECT_EQ(widget.speed(), 0);
}
TEST_CASE("a sentence", "[tag]") {
    CHECK(true);
}
DEFINE_HANDLER(int, Widget::handle)(int event) {
    return event;
}

void uses()
{
    Q_UNUSED(parent)
    FOR_EACH(item, items)
        named();
    Q_FOREVER {
        break;
    }
}

namespace LIB_NAMESPACE {
struct Inside {};
}
LIB_END_NAMESPACE
