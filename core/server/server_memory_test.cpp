// The memory of a server: requests leave nothing, and an idle connection is small.
#include <gmock/gmock.h>
#include <malloc.h>

#include "core/base/sanitizers.h"
#include "core/base/testing/counted_allocations.h"
#include "core/server/testing/toy_application.h"

// The sanitizers' allocators do not support mallinfo2().
#if !CARBOY_ASAN && !CARBOY_TSAN

namespace carboy::core::server {
namespace {

using testing::RawClient;

class ServerMemoryTest : public testing::ServerTest {
 protected:
  static std::size_t in_use() { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; }
  // `rounds` times ten pipelined requests, read without allocating.
  static void exchange(RawClient& client, std::string_view path, int rounds) {
    std::string requests;
    for (int i = 0; i < 10; ++i)
      requests += "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n\r\n";
    const std::size_t size = client.get(path).head.size() + client.get(path).body.size();
    char piece[4096];
    for (int round = 0; round < rounds; ++round) {
      ASSERT_TRUE(client.send(requests));
      for (std::size_t missing = 10 * size; missing > 0;) {
        const ssize_t count = ::recv(client.fd(), piece, std::min(missing, sizeof piece), 0);
        ASSERT_GT(count, 0);
        missing -= static_cast<std::size_t>(count);
      }
    }
  }
};

TEST_F(ServerMemoryTest, TenThousandRequestsLeaveNothing) {
  options.loops = 1;
  start();
  RawClient client = connect();
  for (const char* path : {"/hello", "/pool"}) {
    exchange(client, path, 100);
    const std::size_t before = in_use();
    const std::uint64_t counted = base::allocations();
    exchange(client, path, 1000);
    EXPECT_LT(in_use(), before + 16 * 1024) << path;
    // Pistache allocates twice in each round of its loop, and a pooled request may take a round of
    // its own. The test application does not allocate.
    const double each = static_cast<double>(base::allocations() - counted) / 10'000;
    EXPECT_LT(each, path == std::string_view("/hello") ? 0.5 : 4.0) << path;
  }
}

TEST_F(ServerMemoryTest, AnIdleConnectionIsSmall) {
  options.loops = 1;
  start();
  constexpr std::size_t kCount = 1000;
  std::vector<RawClient> clients;
  clients.reserve(kCount);
  const std::size_t before = in_use();
  for (std::size_t i = 0; i < kCount; ++i) {
    clients.push_back(connect());
    ASSERT_EQ(clients.back().get(i % 2 == 0 ? "/hello" : "/pool").status, 200);
  }
  const auto each = [&] { return (in_use() - before) / kCount; };
  // The loop takes back what a worker has released at the next tick.
  EXPECT_TRUE(testing::eventually([&] { return each() < 2048; })) << each();
}

}  // namespace
}  // namespace carboy::core::server

#endif
