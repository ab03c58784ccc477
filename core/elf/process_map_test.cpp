#include "core/elf/process_map.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/own_threads.h"
#include "core/base/sanitizers.h"

namespace carboy::core::elf {
namespace {

std::filesystem::path this_program() { return std::filesystem::read_symlink("/proc/self/exe"); }

TEST(ProcessMap, KnowsItsOwnProgram) {
  EXPECT_FALSE(executable_ranges_of(this_program()).empty());
  EXPECT_TRUE(is_mapped(this_program()));
  EXPECT_FALSE(is_mapped("/nowhere/at-all.so"));
  EXPECT_TRUE(executable_ranges_of("/nowhere/at-all.so").empty());
}

// A thread that waits below a frame of this program is inside of it; one of the host's is not
// reported.
TEST(ProcessMap, FindsAForeignThreadByItsStack) {
  std::mutex mutex;
  std::condition_variable changed;
  bool waiting = false, leave = false;
  const auto wait = [&] {
    std::unique_lock lock(mutex);
    waiting = true;
    changed.notify_all();
    changed.wait(lock, [&] { return leave; });
  };
  const auto run = [&](bool own) {
    waiting = leave = false;
    std::thread thread([&] {
      if (own) base::adopt_this_thread("own");
      wait();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting; });
    lock.unlock();
    const auto found = threads_inside(executable_ranges_of(this_program()));
    lock.lock();
    leave = true;
    changed.notify_all();
    lock.unlock();
    thread.join();
    return found.size();
  };
#if !CARBOY_TSAN
  const std::size_t before = 0;
#else
  const std::size_t before = threads_inside(executable_ranges_of(this_program())).size();
#endif
  EXPECT_EQ(run(false), before + 1);
  EXPECT_EQ(run(true), before);
}

}  // namespace
}  // namespace carboy::core::elf
