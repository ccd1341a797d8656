// SPDX-License-Identifier: Apache-2.0
#include "prose/kept.hpp"

#include <catch2/catch.hpp>

#include "prose/answers.hpp"

using namespace kompress::prose;

TEST_CASE("kept prose: what is written is read again", "[prose]") {
    Kept kept;
    kept.audience = "users";
    kept.model = "m";
    KeptSlot& slot = kept.slots["symbol:a.c#function-f"];
    slot.rests_on = "abc";
    slot.parts = 3;
    slot.text.summary = "Says x.";
    slot.set_source("Says `x_y` and x_y * 2 <b> [a.c:1].\n");
    const std::string text = write_kept(kept);
    const Kept again = read_kept(text);
    CHECK(again.audience == "users");
    REQUIRE(again.slots.size() == 1);
    CHECK(again.slots.begin()->second.text.markdown == "Says `x_y` and x\\_y \\* 2 &lt;b&gt; [a.c:1].\n\n(Read in 3 parts, as it is long.)\n");
    CHECK(again.slots.begin()->second.text.markdown == slot.text.markdown);
    CHECK(again.slots.begin()->second.parts == 3);
    CHECK(write_kept(again) == text);
}

TEST_CASE("kept prose: an edited file can bring nothing that a model could not", "[prose]") {
    const Kept kept = read_kept("nonsense\n{\"slot\":\"module:a\",\"text\":\"<script>x</script>\",\"checked\":-1}\n{\"slot\":7}\n[]\n");
    REQUIRE(kept.slots.size() == 1);
    CHECK(kept.slots.begin()->second.text.markdown.find('<') == std::string::npos);
    CHECK(kept.slots.begin()->second.checked == 0);
}

TEST_CASE("kept prose: why a text is stale", "[prose]") {
    Ask ask;
    ask.which = Template::Module;
    ask.slots = {"module:a"};
    ask.rests_on = "abc";
    Kept kept;
    CHECK(why_stale(kept, "module:a", ask, "m") == "not written yet");
    KeptSlot& slot = kept.slots["module:a"];
    slot.rests_on = "abc";
    slot.template_id = template_text(Template::Module).id();
    slot.model = "m";
    CHECK(why_stale(kept, "module:a", ask, "m").empty());
    CHECK(why_stale(kept, "module:a", ask, "").empty());
    CHECK(why_stale(kept, "module:a", ask, "other") == "it was written by m");
    slot.template_id = "module/0+0";
    CHECK(why_stale(kept, "module:a", ask, "m") == "its prompt has a new version");
    slot.rests_on = "def";
    CHECK(why_stale(kept, "module:a", ask, "m") == "what it describes has changed");
}

TEST_CASE("answers: objects are found in what stands around them, anything else is nothing", "[prose]") {
    CHECK(read_fields("```json\n{\"summary\":\"a\",\"n\":1}\n```") == std::map<std::string, std::string>{{"summary", "a"}});
    CHECK(read_items("{\"items\":[{\"id\":\"d1\",\"text\":\"a\"},{\"id\":\"d1\",\"text\":\"b\"},{\"id\":2},7]}") == std::map<std::string, std::string>{{"d1", "a"}});
    CHECK(!read_fields("no"));
    CHECK(!read_items("{\"items\":{}}"));
    CHECK(!read_fields("{\"a\":"));
    CHECK(!read_fields("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"));
}
