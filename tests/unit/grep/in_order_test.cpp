// SPDX-License-Identifier: Apache-2.0
#include "grep/in_order.hpp"

#include <catch2/catch.hpp>
#include <algorithm>
#include <thread>
#include <vector>

using kompress::grep::InOrder;

TEST_CASE("in order: what threads deliver in parts and out of order leaves in order", "[grep]") {
    constexpr std::size_t Tickets = 500;
    std::vector<int> seen;
    InOrder<std::vector<int>> order(Tickets, 8, [&](std::vector<int>&& batch) { seen.insert(seen.end(), batch.begin(), batch.end()); });
    const auto work = [&] {
        for (std::size_t ticket = 0; order.take(ticket);) {
            const int base = static_cast<int>(ticket) * 10;
            if (ticket % 7 == 0) order.deliver_part(ticket, {base, base + 1});
            if (ticket % 21 == 0) order.deliver_part(ticket, {base + 2});
            order.deliver(ticket, {base + 3});
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::is_sorted(seen.begin(), seen.end()));
    std::size_t expected = Tickets;
    for (std::size_t i = 0; i < Tickets; ++i) expected += (i % 7 == 0 ? 2 : 0) + (i % 21 == 0 ? 1 : 0);
    CHECK(seen.size() == expected);
}

TEST_CASE("in order: one thread gets along alone", "[grep]") {
    int sum = 0;
    InOrder<int> order(3, 1, [&](int&& value) { sum = sum * 10 + value; });
    for (std::size_t ticket = 0; order.take(ticket);) {
        order.deliver_part(ticket, 1);
        order.deliver(ticket, 2);
    }
    CHECK(sum == 121212);
}
