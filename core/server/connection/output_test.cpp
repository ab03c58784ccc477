#include "core/server/connection/output.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "core/base/descriptor.h"

namespace carboy::core::server {
namespace {

using Flushed = Output::Flushed;

class OutputTest : public ::testing::Test {
 protected:
  OutputTest() {
    int pair[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    ours = base::Descriptor(pair[0]);
    theirs = base::Descriptor(pair[1]);
  }
  std::string receive() {
    std::string all;
    char piece[65536];
    for (ssize_t count = 0; (count = ::recv(theirs.get(), piece, sizeof piece, 0)) > 0;) {
      all.append(piece, static_cast<std::size_t>(count));
    }
    return all;
  }
  base::Descriptor ours, theirs;
  Output output;
};

TEST_F(OutputTest, SendsTextThenBody) {
  const std::string small(10, 's'), large(10'000, 'l');
  for (const std::string& body : {small, large}) {
    output.text().append("head ");
    output.borrow(body);
    EXPECT_EQ(output.size(), 5 + body.size());
    EXPECT_EQ(output.flush(ours.get()), Flushed::all);
    EXPECT_TRUE(output.empty());
    EXPECT_EQ(receive(), "head " + body);
  }
}

TEST_F(OutputTest, GoesOnWhereTheSocketWasFull) {
  std::string body(3'000'000, ' ');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 26);
  output.text().append("head ");
  output.borrow(body);
  EXPECT_EQ(output.flush(ours.get()), Flushed::some);
  EXPECT_EQ(output.flush(ours.get()), Flushed::nothing);
  std::string got = receive();
  int rounds = 0;
  for (Flushed flushed = Flushed::some; flushed != Flushed::all && rounds < 10'000; ++rounds) {
    flushed = output.flush(ours.get());
    got += receive();
  }
  EXPECT_TRUE(got == "head " + body);
}

TEST_F(OutputTest, AClientThatHasLeftRaisesNoSignal) {
  theirs.reset();
  output.text().append("x");
  EXPECT_EQ(output.flush(ours.get()), Flushed::broken);
}

}  // namespace
}  // namespace carboy::core::server
