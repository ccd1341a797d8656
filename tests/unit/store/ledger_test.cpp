// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "support/paid_answers.hpp"

using namespace kompress;
using namespace kompress::test;
using store::Access;
using store::CostGroup;
using store::RunState;

namespace {

store::Reservation reservation(store::RunId run, int i, std::int64_t cost = 5000) {
    return {.run = run, .key = key_of(i), .provider = "openai", .model = i % 2 ? "gpt-5-mini" : "gpt-5", .label = "pages/" + std::to_string(i) + ".md",
            .cost = cost, .input_tokens = 2000, .output_tokens = 500};
}

}  // namespace

TEST_CASE("ledger: a settled request costs what it cost, and its answer is stored with it", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    const auto run = must(store->ledger().begin_run("doc"));
    const auto request = must(store->ledger().reserve(reservation(run, 1)));
    CHECK(must(store->ledger().spent(run)).reserved_cost == 5000);
    const auto response = answer(1);
    must(store->ledger().settle({.request = request, .usage = response.usage, .cost = 4000, .answer = &response}));
    const auto sums = must(store->ledger().spent(run));
    CHECK(sums.requests == 1);
    CHECK(sums.cost == 4000);
    CHECK(sums.reserved_cost == 0);
    CHECK(sums.input == 1000);
    CHECK(sums.cache_write == 30);
    CHECK(sums.output == 200);
    CHECK(sums.estimated == 0);
    CHECK(must(store->cache().find(key_of(1))) == response);
    must(store->ledger().settle({.request = request, .cost = 9000}));
    CHECK(must(store->ledger().spent(run)).cost == 4000);
    CHECK_FALSE(store->ledger().settle({.request = 99}));
}

TEST_CASE("ledger: a failed request costs what the attempt cost", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    const auto run = must(store->ledger().begin_run("doc"));
    const std::vector<store::Reservation> wanted = {reservation(run, 1), reservation(run, 2)};
    const auto ids = must(store->ledger().reserve(wanted));
    must(store->ledger().fail(ids[0], "refused"));
    must(store->ledger().fail(ids[1], "half a stream", 700, {.input = 40}));
    const auto sums = must(store->ledger().spent(run));
    CHECK(sums.failed == 2);
    CHECK(sums.cost == 700);
    CHECK(sums.input == 40);
    CHECK(sums.reserved == 0);
}

TEST_CASE("ledger: a stream that broke is charged at its reservation, as an estimate", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    const auto run = must(store->ledger().begin_run("doc"));
    const auto request = must(store->ledger().reserve(reservation(run, 1)));
    must(store->ledger().settle({.request = request, .usage = {.is_estimated = true}, .is_estimated = true}));
    auto sums = must(store->ledger().spent(run));
    CHECK(sums.cost == 5000);
    CHECK(sums.output == 500);
    CHECK(sums.estimated == 1);
    must(store->ledger().settle({.request = request, .usage = {.input = 10, .output = 1}, .cost = 60}));  // known after all
    sums = must(store->ledger().spent(run));
    CHECK(sums.cost == 60);
    CHECK(sums.estimated == 0);
}

TEST_CASE("ledger: what a dead process had reserved is charged, what a live one has is not", "[store]") {
    PaidAnswers paid;
    auto live = paid.open();
    const auto mine = must(live->ledger().begin_run("doc"));
    must(live->ledger().reserve(reservation(mine, 1)));
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = store::ResponseStore::open(paid.directory, Access::Write, {}, paid.clock);
        auto run = (*store)->ledger().begin_run("watch");
        auto batched = reservation(*run, 3, 70);
        batched.is_batch = true;
        const bool ok = (*store)->ledger().reserve(reservation(*run, 2)).ok() && (*store)->ledger().reserve(batched).ok();
        if (ok) ::kill(::getpid(), SIGKILL);
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    auto after = paid.open();
    const auto report = must(after->ledger().costs({.group = CostGroup::Run}));
    REQUIRE(report.rows.size() == 2);
    CHECK(report.rows[0].state == RunState::Died);
    CHECK(report.rows[0].sums.estimated == 1);
    CHECK(report.rows[0].sums.cost == 5000);
    CHECK(report.rows[0].sums.reserved_cost == 70);  // the batch goes on
    CHECK(report.rows[1].state == RunState::Running);
    CHECK(report.rows[1].sums.reserved_cost == 5000);
    must(live->ledger().end_run(mine, RunState::Done));
    CHECK(must(live->ledger().spent(mine)).estimated == 1);
}

TEST_CASE("ledger: costs by run, model, page and day", "[store]") {
    PaidAnswers paid;
    auto store = paid.open();
    auto& ledger = store->ledger();
    const auto start = paid.clock.calendar().time_since_epoch().count();
    const auto first = must(ledger.begin_run("doc"));
    for (int i = 0; i < 4; ++i) {
        const auto id = must(ledger.reserve(reservation(first, i)));
        must(ledger.settle({.request = id, .usage = {.input = 10, .output = 1}, .cost = i < 3 ? 100 * (i + 1) : -1}));
    }
    must(ledger.end_run(first, RunState::Done));
    paid.clock.advance(std::chrono::hours(30));
    const auto second = must(ledger.begin_run("watch"));
    must(ledger.settle({.request = must(ledger.reserve(reservation(second, 0))), .usage = {.input = 7}, .cost = 50}));
    must(ledger.add_cache_hits(second, 3, 600));

    const auto runs = must(ledger.costs({.group = CostGroup::Run}));
    REQUIRE(runs.rows.size() == 2);
    CHECK(runs.rows[0].name == "watch");
    CHECK(runs.rows[0].cache_hits == 3);
    CHECK(runs.rows[0].saved == 600);
    CHECK(runs.rows[1].sums.cost == 600);
    CHECK(runs.rows[1].sums.unpriced == 1);
    CHECK(runs.total.cost == 650);
    CHECK(runs.total.input == 47);
    CHECK(runs.saved == 600);

    const auto models = must(ledger.costs({.group = CostGroup::Model}));
    REQUIRE(models.rows.size() == 2);
    CHECK(models.rows[0].name == "gpt-5");
    CHECK(models.rows[0].sums.cost == 450);
    CHECK(models.rows[1].sums.cost == 200);

    const auto pages = must(ledger.costs({.group = CostGroup::Label, .limit = 2}));
    CHECK(pages.rows.size() == 2);
    CHECK(pages.has_more);
    CHECK(pages.total.requests == 5);
    CHECK(pages.rows[0].name == "pages/2.md");

    const auto days = must(ledger.costs({.group = CostGroup::Day}));
    REQUIRE(days.rows.size() == 2);
    CHECK(days.rows[0].name == "2026-11-02");
    CHECK(days.rows[1].name == "2026-11-01");

    const auto recent = must(ledger.costs({.group = CostGroup::Run, .since = start + 86'400}));
    REQUIRE(recent.rows.size() == 1);
    CHECK(recent.total.cost == 50);
}

TEST_CASE("ledger: two stores on one file, from many threads, lose nothing", "[store]") {
    PaidAnswers paid;
    auto a = paid.open(), b = paid.open();
    const auto run_a = must(a->ledger().begin_run("a")), run_b = must(b->ledger().begin_run("b"));
    std::atomic<int> failures{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                auto& store = t % 2 ? *a : *b;
                for (int i = 0; i < 40; ++i) {
                    const int n = t * 1000 + i;
                    const auto response = answer(n);
                    auto id = store.ledger().reserve(reservation(t % 2 ? run_a : run_b, n));
                    if (!id || !store.ledger().settle({.request = *id, .usage = response.usage, .cost = 1, .answer = &response})) ++failures;
                    auto found = store.cache().find(key_of(n));
                    if (!found || !*found) ++failures;
                }
            });
    }
    CHECK(failures == 0);
    CHECK(must(a->ledger().costs({})).total.cost == 160);
    CHECK(must(b->cache().stats()).rows == 160);
}

TEST_CASE("ledger: kills leave it sound, and what was settled is there", "[store]") {
    PaidAnswers paid;
    paid.open();
    for (int round = 0; round < 50; ++round) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = store::ResponseStore::open(paid.directory, Access::Write, {.max_bytes = 200'000}, paid.clock);
            if (!store) ::_exit(1);
            auto run = (*store)->ledger().begin_run("doc");
            for (int i = 0; i < 100'000; ++i) {
                const auto response = answer(i, 3000);
                auto id = (*store)->ledger().reserve(reservation(*run, i));
                if (!id || !(*store)->ledger().settle({.request = *id, .usage = response.usage, .cost = 10, .answer = &response})) ::_exit(2);
                const char done = 1;
                if (::write(ready[1], &done, 1) != 1) ::_exit(3);
            }
            ::_exit(0);
        }
        ::close(ready[1]);
        char byte;
        int settled = 0;
        while (settled < 3 + round % 7 && ::read(ready[0], &byte, 1) == 1) ++settled;
        ::usleep(static_cast<unsigned>(round * 37 % 900));
        ::kill(child, SIGKILL);
        while (::read(ready[0], &byte, 1) == 1) ++settled;
        ::close(ready[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));

        auto store = paid.open();
        const auto report = must(store->ledger().costs({.limit = 1}));
        REQUIRE(report.rows.size() == 1);
        const auto& run = report.rows[0];
        CHECK(run.state == RunState::Died);
        CHECK(run.sums.reserved == 0);
        CHECK(run.sums.estimated <= 1);
        const auto paid_for = run.sums.requests - run.sums.estimated;
        CHECK((paid_for == static_cast<std::uint64_t>(settled) || paid_for == static_cast<std::uint64_t>(settled) + 1));
        CHECK(must(store->cache().find(key_of(settled - 1))));
    }
    CHECK(paid.ask("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
    CHECK(paid.ask("SELECT value FROM counter WHERE name = 'bytes'") == paid.ask("SELECT sum(bytes) FROM use"));
}

TEST_CASE("batches: intent, id, items, end", "[store]") {
    PaidAnswers paid;
    {
        auto store = paid.open();
        std::vector<store::BatchItem> items(3);
        for (int i = 0; i < 3; ++i) items[static_cast<std::size_t>(i)] = {.custom_id = key_of(i).hex().substr(0, 40), .key = key_of(i), .label = "p", .request = i + 1, .prompt = std::string(5000, 'p')};
        CHECK(must(store->batches().intend({.run = 1, .provider = "openai", .model = "gpt-5", .tag = "kompress-1"}, items)) == 1);
        CHECK_FALSE(store->batches().intend({.tag = "kompress-1"}, {}));
        items[1].custom_id = items[0].custom_id;
        CHECK_FALSE(store->batches().intend({.tag = "kompress-2"}, items));
    }
    auto store = paid.open();
    auto jobs = must(store->batches().unfinished());
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].state == store::BatchState::Intended);
    CHECK(jobs[0].items == 3);
    CHECK(must(store->batches().waiting_for(key_of(2))) == 1);
    must(store->batches().submitted(1, "batch_abc"));
    const auto item = must(store->batches().item(1, key_of(1).hex().substr(0, 40)));
    REQUIRE(item);
    CHECK(item->prompt == std::string(5000, 'p'));
    CHECK(item->request == 2);
    const std::vector<std::string> done = {item->custom_id};
    must(store->batches().mark_done(1, done));
    jobs = must(store->batches().unfinished());
    CHECK(jobs[0].provider_id == "batch_abc");
    CHECK(jobs[0].done == 1);
    CHECK_FALSE(must(store->batches().waiting_for(key_of(1))));
    const auto page = must(store->batches().items(1, "", 2));
    CHECK(page.size() == 2);
    CHECK(must(store->batches().items(1, page[1].custom_id)).size() == 1);
    must(store->batches().finish(1, store::BatchState::Collected));
    CHECK(must(store->batches().unfinished()).empty());
    CHECK(must(store->batches().items(1)).empty());
    CHECK_FALSE(store->batches().submitted(1, "again"));
}

TEST_CASE("batches: intent and reservations are one step, and the end settles what nobody has", "[store]") {
    using Unsettled = store::BatchJobs::Unsettled;
    for (const Unsettled unsettled : {Unsettled::Release, Unsettled::Charge}) {
        PaidAnswers paid;
        auto store = paid.open();
        const auto run = must(store->ledger().begin_run("doc"));
        std::vector<store::BatchItem> items(3);
        std::vector<store::Reservation> reservations;
        for (int i = 0; i < 3; ++i) {
            items[static_cast<std::size_t>(i)] = {.custom_id = std::to_string(i), .key = key_of(i), .label = "p", .request = 0, .prompt = "p"};
            reservations.push_back(reservation(run, i, 100));
            reservations.back().is_batch = true;
        }
        CHECK_FALSE(store->batches().intend({.tag = "few"}, items, std::span(reservations).first(2)));
        const auto batch = must(store->batches().intend({.run = run, .tag = "all"}, items, reservations));
        CHECK_FALSE(store->batches().intend({.run = run, .tag = "all"}, items, reservations));
        CHECK(must(store->ledger().spent(run)).reserved_cost == 300);  // once, also after the second intent was refused
        const auto first = must(store->batches().item(batch, "0"));
        must(store->ledger().settle({.request = first->request, .usage = {.input = 1, .output = 1}, .cost = 7}));
        must(store->batches().submitted(batch, "batch_1"));
        CHECK(must(store->batches().provider_ids(0)) == std::vector<std::string>{"batch_1"});
        CHECK(must(store->batches().provider_ids(paid.clock.calendar().time_since_epoch().count() + 1)).empty());
        must(store->batches().finish(batch, store::BatchState::Failed, "gone", unsettled));
        const auto sums = must(store->ledger().spent(run));
        CHECK(sums.reserved == 0);
        CHECK(sums.cost == (unsettled == Unsettled::Charge ? 207 : 7));
        CHECK(sums.estimated == (unsettled == Unsettled::Charge ? 2 : 0));
        CHECK(sums.failed == (unsettled == Unsettled::Charge ? 0 : 2));
    }
}

TEST_CASE("batches: one at a time works on them", "[store]") {
    PaidAnswers paid;
    auto store = paid.open(), other = paid.open();
    must(store->ledger().begin_run("doc"));  // the locks of runs are others
    {
        const auto lock = must(store->try_lock_batches());
        REQUIRE(lock);
        CHECK_FALSE(must(other->try_lock_batches()));
        CHECK_FALSE(must(store->try_lock_batches()));
    }
    CHECK(must(other->try_lock_batches()));
}
