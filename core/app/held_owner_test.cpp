// Requests to the routes of an extension that is held, and the values of a request.
#include "core/app/testing/kernel_fixture.h"

namespace carboy::core::app {
namespace {

using testing::ElementsAre;

class HeldOwnerTest : public KernelFixture {
 protected:
  HeldOwnerTest() {
    add_route(contribution, "/mine", says("mine"));
    publish({&contribution});
  }
  Place prepared(Exchange& exchange) {
    static const http::Field kHost[] = {{"Host", "example.org"}};
    exchange.peer.address = "127.0.0.1";
    exchange.head.method = "GET";
    exchange.head.target = "/mine";
    exchange.head.fields = kHost;
    return kernel.prepare(exchange);
  }
  Owner& owner = owners.open("held", "1.0.0");
  Contribution contribution{owner};
};

TEST_F(HeldOwnerTest, RequestsWaitUntilItIsReleased) {
  owner.hold();
  Exchange exchange;
  EXPECT_EQ(prepared(exchange), Place::later);
  EXPECT_EQ(owner.inside(), 0) << "a request that waits is not inside";
  EXPECT_FALSE(exchange.state().generation) << "and holds no generation";
  owner.release();
  EXPECT_EQ(prepared(exchange), Place::worker);
  EXPECT_EQ(owner.inside(), 1);
  kernel.handle(exchange);
  EXPECT_EQ(exchange.response.body.bytes(), "mine");
  kernel.finish(exchange);
}

TEST_F(HeldOwnerTest, RequestsGoToTheNextVersionWhenItIsClosed) {
  owner.hold();
  Exchange exchange;
  EXPECT_EQ(prepared(exchange), Place::later);
  Owner& next = owners.open("held", "2.0.0");
  Contribution successor(next);
  add_route(successor, "/mine", says("next"));
  publish({&successor});
  owner.close();
  prepared(exchange);
  kernel.handle(exchange);
  EXPECT_EQ(exchange.response.body.bytes(), "next");
  kernel.finish(exchange);
  publish({});
}

TEST_F(HeldOwnerTest, AReusedOwnerIsNotHeld) {
  owner.hold();
  owner.close();
  EXPECT_FALSE(owner.is_held());
  owner.hold();
  publish({});
  owners.recycle(owner);
  EXPECT_FALSE(owners.open("other", "1.0.0").is_held());
}

TEST(RequestValues, AreDroppedInReverseAndMaySeeTheOthers) {
  static std::vector<std::string> dropped;
  static RequestValues* all = nullptr;
  dropped.clear();
  RequestValues values;
  all = &values;
  OwnerPool owners;
  Owner& owner = owners.open("keeps", "1.0.0");
  const auto drop = [](void* object) noexcept {
    const auto* key = static_cast<const char*>(object);
    dropped.emplace_back(key);
    EXPECT_EQ(all->find(key), nullptr) << "it has left the list";
  };
  static char first[] = "first", second[] = "second";
  values.set({"first", 1, "keeps 1.0.0", first, drop}, owner.enter(owner.serial()));
  values.set({"second", 1, "keeps 1.0.0", second, drop}, owner.enter(owner.serial()));
  EXPECT_EQ(owner.inside(), 2);
  EXPECT_EQ(values.find("first")->object, first);
  values.clear();
  EXPECT_THAT(dropped, ElementsAre("second", "first"));
  EXPECT_EQ(owner.inside(), 0);
  EXPECT_EQ(values.find("first"), nullptr);
}

}  // namespace
}  // namespace carboy::core::app
