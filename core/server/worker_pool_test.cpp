#include "core/server/worker_pool.h"

#include <pthread.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "core/server/testing/toy_application.h"

namespace carboy::core::server {
namespace {

using testing::eventually;
using testing::Latch;

bool submit(WorkerPool& pool, WorkerPool::Job job) {
  return pool.submit(0, std::move(job), [] { ADD_FAILURE() << "displaced"; });
}

TEST(WorkerPool, RunsEveryJobOnce) {
  std::atomic<int> sum{0};
  {
    WorkerPool pool({.threads = 3, .queue_limit = 100'000});
    for (int i = 1; i <= 1000; ++i) ASSERT_TRUE(submit(pool, [&sum, i] { sum += i; }));
  }
  EXPECT_EQ(sum, 500'500);
}

TEST(WorkerPool, KeepsTheOrderOnOneThread) {
  std::vector<int> order;
  {
    WorkerPool pool({.threads = 1});
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(submit(pool, [&order, i] { order.push_back(i); }));
  }
  ASSERT_EQ(order.size(), 500u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(WorkerPool, BlockedJobsDoNotStopOthersWhileAThreadIsFree) {
  Latch release, ran;
  WorkerPool pool({.threads = 3});
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(submit(pool, [&] { release.wait(); }));
  ASSERT_TRUE(submit(pool, [&] { ran.open(); }));
  EXPECT_TRUE(ran.wait());
  release.open();
}

TEST(WorkerPool, RefusesWhatDoesNotFitInTheQueue) {
  Latch started, release;
  WorkerPool pool({.threads = 1, .queue_limit = 2});
  ASSERT_TRUE(submit(pool, [&] { started.open(), release.wait(); }));
  ASSERT_TRUE(started.wait());
  EXPECT_TRUE(submit(pool, [] {}));
  EXPECT_TRUE(submit(pool, [] {}));
  EXPECT_FALSE(submit(pool, [] {}));
  EXPECT_TRUE(pool.submit_rest(0, [] {})) << "the rest of a job is always queued";
  EXPECT_EQ(pool.waiting(), 3u);
  release.open();
}

TEST(WorkerPool, AnotherLanesJobDisplacesOneOfTheLongest) {
  std::vector<std::string> said;
  Latch started, release;
  {
    WorkerPool pool({.threads = 1, .queue_limit = 2});
    ASSERT_TRUE(submit(pool, [&] { started.open(), release.wait(); }));
    ASSERT_TRUE(started.wait());
    for (const char* name : {"a1", "a2"}) {
      ASSERT_TRUE(pool.submit(
          1, [&said, name] { said.emplace_back(name); },
          [&said, name] { said.push_back("no " + std::string(name)); }));
    }
    ASSERT_TRUE(pool.submit(
        2, [&said] { said.emplace_back("b1"); }, [] { ADD_FAILURE(); }));
    EXPECT_EQ(said, std::vector<std::string>{"no a2"}) << "called by the thread that submits";
    release.open();
  }
  EXPECT_EQ(said, (std::vector<std::string>{"no a2", "a1", "b1"}));
}

TEST(WorkerPool, StopRunsWhatIsQueuedAndRefusesMore) {
  std::atomic<int> ran{0};
  WorkerPool pool({.threads = 2});
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(submit(pool, [&] { ++ran; }));
  pool.stop();
  EXPECT_EQ(ran, 50);
  EXPECT_FALSE(submit(pool, [] {}));
  EXPECT_FALSE(pool.submit_rest(0, [] {}));
}

TEST(WorkerPool, NamesItsThreadsAndRunsTheHookOnEach) {
  std::atomic<int> hooks{0};
  std::mutex mutex;
  std::set<std::string> names;
  {
    WorkerPool pool({.threads = 2, .on_thread_start = [&] {
                       char name[16] = "";
                       pthread_getname_np(pthread_self(), name, sizeof name);
                       const std::lock_guard lock(mutex);
                       names.insert(name);
                       ++hooks;
                     }});
    EXPECT_TRUE(eventually([&] { return hooks == 2; }));
  }
  EXPECT_EQ(names, (std::set<std::string>{"carboy-w0", "carboy-w1"}));
}

TEST(WorkerPool, ManyProducersLoseNothing) {
  std::atomic<int> ran{0};
  {
    WorkerPool pool({.threads = 4, .queue_limit = 1'000'000});
    std::vector<std::thread> producers;
    for (int p = 0; p < 4; ++p) {
      producers.emplace_back([&] {
        for (int i = 0; i < 5000; ++i) ASSERT_TRUE(submit(pool, [&] { ++ran; }));
      });
    }
    for (std::thread& producer : producers) producer.join();
  }
  EXPECT_EQ(ran, 20'000);
}

}  // namespace
}  // namespace carboy::core::server
