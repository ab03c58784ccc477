// Puts load on a server: each connection sends a request, reads the response, and sends the next
// one. It checks only that a response is a 200 and as long as the first one, so that one core is
// enough for it; wrk needs more CPU time than the server under measurement.
//
//     load PORT TARGET CONNECTIONS SECONDS       prints a line of JSON
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kGood = "HTTP/1.1 200 ";

struct Client {
  int fd = -1;
  std::size_t length = 0;  // of a response; 0 until it is known
  std::size_t got = 0;     // bytes of the current response
  std::string first;       // the received part of the first response
  Clock::time_point asked;
};

// A histogram of latencies: exact to a microsecond up to a millisecond, then to a thousandth.
class Latencies {
 public:
  void add(Clock::duration time) {
    const auto all = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(all, 0));
    ++counts_[std::min(place_of(value), counts_.size() - 1)];
    ++count_;
  }
  std::uint64_t count() const { return count_; }
  double quantile(double part) const {
    auto left = static_cast<std::uint64_t>(part * static_cast<double>(count_));
    for (std::size_t place = 0; place < counts_.size(); ++place) {
      if (counts_[place] > left) return value_of(place);
      left -= counts_[place];
    }
    return 0;
  }

 private:
  static constexpr std::size_t kExact = 1024;
  static std::size_t place_of(std::uint64_t value) {
    if (value < kExact) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(54 - __builtin_clzll(value));
    return kExact + (shift - 1) * (kExact / 2) + static_cast<std::size_t>(value >> shift) -
           kExact / 2;
  }
  static double value_of(std::size_t place) {
    if (place < kExact) return static_cast<double>(place);
    const std::size_t shift = (place - kExact) / (kExact / 2) + 1;
    const std::size_t low = (place - kExact) % (kExact / 2) + kExact / 2;
    return static_cast<double>(low << shift);
  }
  std::array<std::uint64_t, kExact + 20 * kExact / 2> counts_{};
  std::uint64_t count_ = 0;
};

class Load {
 public:
  Load(std::uint16_t port, const std::string& target, std::size_t connections)
      : request_("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                 "\r\nConnection: keep-alive\r\n\r\n"),
        clients_(connections),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    where_.sin_family = AF_INET;
    where_.sin_port = htons(port);
    where_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (std::size_t i = 0; i < clients_.size(); ++i) connect(i);
  }
  ~Load() {
    for (const Client& client : clients_) ::close(client.fd);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run(std::chrono::seconds time) {
    const auto begin = Clock::now();
    for (Client& client : clients_) ask(client, begin);
    std::array<epoll_event, 256> events{};
    for (now_ = begin; now_ - begin < time; now_ = Clock::now()) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      now_ = Clock::now();
      for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u32);
    }
    seconds_ = std::chrono::duration<double>(now_ - begin).count();
  }
  void print() const {
    std::printf(
        "{\"requests\": %llu, \"per_second\": %.1f, \"p50\": %.0f, \"p99\": %.0f, "
        "\"errors\": %llu}\n",
        static_cast<unsigned long long>(latencies_.count()),
        static_cast<double>(latencies_.count()) / seconds_, latencies_.quantile(0.5),
        latencies_.quantile(0.99), static_cast<unsigned long long>(errors_));
  }

 private:
  void connect(std::size_t index) {
    Client& client = clients_[index];
    client = {};
    client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(client.fd, reinterpret_cast<const sockaddr*>(&where_), sizeof where_) != 0) {
      ++errors_;
      return;
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(index);
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event);
  }
  void ask(Client& client, Clock::time_point now) {
    client.asked = now;
    client.got = 0;
    const ssize_t sent = ::send(client.fd, request_.data(), request_.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request_.size())) ++errors_;
  }
  void read(std::uint32_t index) {
    Client& client = clients_[index];
    const ssize_t count = ::recv(client.fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count <= 0) {
      if (count < 0 && errno == EAGAIN) return;
      return start_anew(index);
    }
    const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
    if (client.got == 0 && !bytes.starts_with(kGood)) return start_anew(index);
    client.got += bytes.size();
    if (client.length == 0) measure(client, bytes);
    if (client.length == 0 || client.got < client.length) return;
    if (client.got > client.length) return start_anew(index);
    latencies_.add(now_ - client.asked);
    ask(client, now_);
  }
  // Takes the length of all responses from the first one.
  static void measure(Client& client, std::string_view bytes) {
    client.first.append(bytes);
    const std::size_t end = client.first.find("\r\n\r\n");
    if (end == std::string::npos) return;
    for (char& c : client.first)
      c = static_cast<char>(c | 0x20);  // lower case; only letters matter here
    const std::string_view name = "content-length: ";
    const std::size_t at = client.first.find(name);
    if (at == std::string::npos) return;
    std::size_t body = 0;
    std::from_chars(client.first.data() + at + name.size(), client.first.data() + end, body);
    client.length = end + 4 + body;
  }
  void start_anew(std::uint32_t index) {
    ++errors_;
    ::close(clients_[index].fd);
    connect(index);
    ask(clients_[index], now_);
  }

  const std::string request_;
  std::vector<Client> clients_;
  const int epoll_;
  sockaddr_in where_{};
  Clock::time_point now_;
  std::array<char, 64 * 1024> buffer_{};
  Latencies latencies_;
  std::uint64_t errors_ = 0;
  double seconds_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("load PORT TARGET CONNECTIONS SECONDS\n", stderr);
    return 2;
  }
  Load load(static_cast<std::uint16_t>(std::atoi(argv[1])), argv[2],
            static_cast<std::size_t>(std::atoi(argv[3])));
  load.run(std::chrono::seconds(std::atoi(argv[4])));
  load.print();
  return 0;
}
