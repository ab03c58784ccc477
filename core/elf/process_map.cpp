#include "core/elf/process_map.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>

#include "core/base/own_threads.h"

namespace carboy::core::elf {
namespace {

struct Mapping {
  AddressRange range;
  bool executable = false;
  std::string file;
};

std::vector<Mapping> mappings() {
  std::vector<Mapping> all;
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    Mapping mapping;
    const char* const end = line.data() + line.size();
    auto [dash, first] = std::from_chars(line.data(), end, mapping.range.begin, 16);
    if (first != std::errc() || dash == end) continue;
    auto [blank, second] = std::from_chars(dash + 1, end, mapping.range.end, 16);
    if (second != std::errc() || end - blank < 5) continue;
    mapping.executable = blank[3] == 'x';
    const std::size_t path = line.find('/');
    if (path != std::string::npos) mapping.file = line.substr(path);
    all.push_back(std::move(mapping));
  }
  return all;
}

struct Place {
  std::uintptr_t stack = 0;
  std::uintptr_t code = 0;
};

// Where a blocked thread is; nothing if it is running or has just ended.
std::optional<Place> place_of(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/syscall");
  std::string text;
  std::getline(file, text);
  std::istringstream fields(text);
  std::vector<std::string> parts;
  for (std::string field; fields >> field;) parts.push_back(field);
  if (parts.size() < 3) return std::nullopt;
  Place place;
  const auto hex = [](std::string_view field, std::uintptr_t& value) {
    if (field.starts_with("0x")) field.remove_prefix(2);
    return std::from_chars(field.data(), field.data() + field.size(), value, 16).ec == std::errc();
  };
  if (!hex(parts[parts.size() - 2], place.stack) || !hex(parts.back(), place.code)) {
    return std::nullopt;
  }
  return place;
}

bool points_into(const std::vector<AddressRange>& code, std::uintptr_t address) {
  return std::any_of(code.begin(), code.end(),
                     [&](const AddressRange& range) { return range.contains(address); });
}

// Reads the stack through the kernel, since the thread may end meanwhile.
bool stack_points_into(const std::vector<AddressRange>& code, std::uintptr_t stack, int memory) {
  AddressRange region;
  for (const Mapping& mapping : mappings()) {
    if (mapping.range.contains(stack)) region = mapping.range;
  }
  std::vector<std::uintptr_t> words(8192);
  for (std::uintptr_t at = stack & ~std::uintptr_t{7}; at < region.end;) {
    const std::size_t want = std::min(words.size() * sizeof(words[0]), region.end - at);
    const ssize_t got = ::pread(memory, words.data(), want, static_cast<off_t>(at));
    if (got < static_cast<ssize_t>(sizeof(words[0]))) return false;
    const auto count = static_cast<std::size_t>(got) / sizeof(words[0]);
    for (std::size_t i = 0; i < count; ++i) {
      if (points_into(code, words[i])) return true;
    }
    at += count * sizeof(words[0]);
  }
  return false;
}

std::vector<pid_t> foreign_threads() {
  std::vector<pid_t> foreign;
  const pid_t main_thread = ::getpid();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", error)) {
    const std::string name = entry.path().filename().string();
    pid_t id = 0;
    std::from_chars(name.data(), name.data() + name.size(), id);
    if (id != main_thread && !base::is_own_thread(id)) foreign.push_back(id);
  }
  return foreign;
}

bool is_alive(pid_t thread) {
  return ::access(("/proc/self/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

bool is_inside(pid_t thread, const std::vector<AddressRange>& code, int memory) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  while (is_alive(thread)) {
    if (const auto place = place_of(thread)) {
      return points_into(code, place->code) || stack_points_into(code, place->stack, memory);
    }
    if (std::chrono::steady_clock::now() > give_up) return is_alive(thread);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace

std::vector<AddressRange> executable_ranges_of(const std::filesystem::path& file) {
  std::vector<AddressRange> code;
  for (const Mapping& mapping : mappings()) {
    if (mapping.executable && mapping.file == file.string()) code.push_back(mapping.range);
  }
  return code;
}

bool is_mapped(const std::filesystem::path& file) {
  const auto all = mappings();
  return std::any_of(all.begin(), all.end(), [&](const Mapping& mapping) {
    return mapping.file.starts_with(file.string());
  });
}

std::vector<ForeignThread> threads_inside(const std::vector<AddressRange>& code) {
  std::vector<ForeignThread> found;
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (memory < 0) return found;
  for (const pid_t thread : foreign_threads()) {
    if (!is_inside(thread, code, memory)) continue;
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/comm");
    std::string name;
    std::getline(file, name);
    found.push_back({thread, name});
  }
  ::close(memory);
  return found;
}

}  // namespace carboy::core::elf
