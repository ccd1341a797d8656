// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Brings what workers produce in any order into the order of their tickets.
///
/// A worker takes a ticket, gathers, and delivers. What is not yet due waits here; whoever delivers what is due takes it
/// out of the door, and everything behind it that is ready. Bounded: a worker far ahead of the door waits before it takes
/// the next ticket, and one that has gathered too much waits until it is its turn, then delivers piece by piece. The
/// holder of the lowest ticket never waits, so somebody always moves.
///
/// Threading: every method may be called from any thread; `out` is called by one at a time, outside the lock.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace kompress::grep {

template <typename Batch>
class InOrder {
  public:
    InOrder(std::size_t tickets, std::size_t window, std::function<void(Batch&&)> out)
        : tickets_(tickets), window_(window), out_(std::move(out)) {}

    /// False when there are no more tickets.
    bool take(std::size_t& ticket) {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return next_ >= tickets_ || next_ < turn_ + window_; });
        if (next_ >= tickets_) return false;
        ticket = next_++;
        return true;
    }

    /// Everything of a ticket, or its rest.
    void deliver(std::size_t ticket, Batch batch) {
        std::unique_lock lock(mutex_);
        ready_.emplace(ticket, std::move(batch));
        if (is_emitting_) return;  // whoever is at the door will find it
        is_emitting_ = true;
        while (!ready_.empty() && ready_.begin()->first == turn_) {
            Batch due = std::move(ready_.begin()->second);
            ready_.erase(ready_.begin());
            lock.unlock();
            out_(std::move(due));
            lock.lock();
            ++turn_;
            moved_.notify_all();
        }
        is_emitting_ = false;
        moved_.notify_all();
    }

    /// A part of a ticket whose rest follows; waits for the ticket's turn.
    void deliver_part(std::size_t ticket, Batch batch) {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return turn_ == ticket && !is_emitting_; });
        is_emitting_ = true;
        lock.unlock();
        out_(std::move(batch));
        lock.lock();
        is_emitting_ = false;
        moved_.notify_all();
    }

  private:
    const std::size_t tickets_, window_;
    const std::function<void(Batch&&)> out_;
    std::mutex mutex_;
    std::condition_variable moved_;
    // Guarded by mutex_:
    std::size_t next_ = 0, turn_ = 0;
    bool is_emitting_ = false;
    std::map<std::size_t, Batch> ready_;
};

}  // namespace kompress::grep
