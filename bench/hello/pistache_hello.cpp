// Pistache as in its own documentation: Http::Handler and ResponseWriter, one thread, any target.
// Prints its URL.
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

namespace {

namespace Http = Pistache::Http;
namespace Tcp = Pistache::Tcp;

struct Hello : Http::Handler {
  HTTP_PROTOTYPE(Hello)
  void onRequest(const Http::Request&, Http::ResponseWriter response) override {
    static const Http::Mime::MediaType html(Http::Mime::Type::Text, Http::Mime::Subtype::Html);
    response.send(Http::Code::Ok, "Hello, World!", html);
  }
};

}  // namespace

int main() {
  std::signal(SIGPIPE, SIG_IGN);
  Http::Endpoint endpoint(Pistache::Address(Pistache::Ipv4::loopback(), Pistache::Port(0)));
  endpoint.init(
      Http::Endpoint::options().threads(1).flags(Tcp::Options::ReuseAddr | Tcp::Options::NoDelay));
  endpoint.setHandler(Http::make_handler<Hello>());
  endpoint.serveThreaded();
  std::cout << "http://127.0.0.1:" << endpoint.getPort() << std::endl;
  for (;;) ::pause();
}
