#include "core/extensions/package/extension_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <span>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"
#include "core/base/utf8.h"

namespace carboy::core::extensions {
namespace {

constexpr std::int64_t kMaxSize = std::int64_t{1} << 30;

std::string quoted_for_shell(const std::string& path) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("/._-+,@", c) != nullptr;
  };
  if (std::all_of(path.begin(), path.end(), plain)) return path;
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string why_not_opened(int error, const std::string& shown) {
  if (error == ENOENT || error == ENOTDIR) return "does not exist";
  if (error == EACCES) {
    return "cannot be read: permission denied. `chmod a+r " + quoted_for_shell(shown) +
           "` as its owner helps";
  }
  return std::string("cannot be opened: ") + base::errno_text(error);
}

void check_status(const struct stat& status, const std::string& shown) {
  if (S_ISDIR(status.st_mode)) throw base::Error("is a folder, not an extension");
  if (!S_ISREG(status.st_mode)) throw base::Error("is not a regular file");
  if ((status.st_mode & S_IWOTH) != 0) {
    throw base::Error(
        "can be changed by every user of this machine, so its code is not run. `chmod o-w " +
        quoted_for_shell(shown) + "` makes it safe");
  }
  if (status.st_size > kMaxSize)
    throw base::Error("is larger than 1 GiB, the limit for an extension");
}

// Does not map the file: reading a mapped file that another process truncates is fatal (SIGBUS).
std::unique_ptr<std::byte[]> read_file(const std::filesystem::path& file, const std::string& shown,
                                       std::size_t& size) {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const base::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.get() < 0) throw base::Error(why_not_opened(errno, shown));
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) {
    throw base::Error(why_not_opened(errno, shown));
  }
  check_status(status, shown);
  const auto expected = static_cast<std::size_t>(status.st_size);
  auto bytes = std::make_unique_for_overwrite<std::byte[]>(expected);
  size = 0;
  while (size < expected) {
    const ::ssize_t got = ::read(descriptor.get(), bytes.get() + size, expected - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw base::Error(std::string("cannot be read: ") + base::errno_text(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return bytes;
}

BuildInfo read_build(std::string_view text) {
  try {
    const OrderedJson json = parse_strict_json(text);
    BuildInfo build{.sdk = Version::parse(json.at("sdk").get<std::string>()),
                    .compiler = visible(json.at("compiler").get<std::string>()),
                    .build_type = visible(json.at("build_type").get<std::string>()),
                    .digest = json.at("digest").get<std::string>()};
    return build;
  } catch (const std::exception&) {
    throw base::Error("is damaged: its note about how it was built cannot be read. Build it again");
  }
}

// A resource's path is joined to folders and URLs later, so it must not lead out of them.
bool is_good_path(std::string_view path, const std::string& extension) {
  if (path.empty() || path.size() > 1024) return false;
  if (!is_one_line(path) || path.find('\\') != std::string_view::npos || !base::is_utf8(path))
    return false;
  for (std::string_view rest = path;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) break;
    rest = rest.substr(slash + 1);
  }
  return path.starts_with("templates/" + extension + "/") || path.starts_with("static/") ||
         path.starts_with("migrations/");
}

void check_paths(const std::vector<elf::Resource>& resources, const std::string& extension) {
  std::set<std::string_view> seen;
  for (const elf::Resource& one : resources) {
    if (!is_good_path(one.path, extension)) {
      throw base::Error("carries a file at \"" + visible(one.path.substr(0, 200)) +
                        "\", but an extension's files are under templates/" + extension +
                        "/, static/ and migrations/. Build it with carboy_add_extension");
    }
    if (!seen.insert(one.path).second) {
      throw base::Error("carries two files at \"" + visible(one.path.substr(0, 200)) +
                        "\". Build it again");
    }
  }
}

}  // namespace

ExtensionFile ExtensionFile::open(const std::filesystem::path& file, const std::string& shown,
                                  const elf::Sanitizers& host) {
  try {
    ExtensionFile opened;
    opened.bytes_ = read_file(file, shown, opened.size_);
    opened.elf_ = elf::ElfFile::parse({opened.bytes_.get(), opened.size_});
    opened.read_notes();
    opened.check_digest();
    opened.check_sanitizers(host);
    return opened;
  } catch (const base::Error& error) {
    const std::string reason = error.what();
    const bool ended = reason.find('\n') != std::string::npos;
    throw base::Error(
        visible(shown + (reason.starts_with("its ") ? ": " : " ") + reason + (ended ? "" : ".")));
  }
}

void ExtensionFile::read_notes() {
  const auto manifest = elf_.note(elf::ElfFile::Note::manifest);
  if (!manifest) {
    throw base::Error(
        "is a shared library, but not a Carboy extension: it has no manifest. Extensions are "
        "built with carboy_add_extension");
  }
  try {
    manifest_ = Manifest::parse(*manifest);
  } catch (const base::Error& error) {
    throw base::Error(std::string("its manifest ") + error.what());
  }
  build_ = read_build(elf_.note(elf::ElfFile::Note::build).value_or(""));
  resources_ = elf_.resources();
  check_paths(resources_, manifest_.name);
  findings_ = elf::lint(elf_);
}

void ExtensionFile::check_digest() const {
  base::Sha256 hash;
  hash.add(*elf_.note(elf::ElfFile::Note::manifest));
  for (const elf::Resource& one : resources_) {
    hash.add(one.path);
    hash.add(std::string_view("\0", 1));
    hash.add(one.bytes);
  }
  if (hash.finish_hex() == build_.digest) return;
  throw base::Error(
      "was tampered with or is damaged: its manifest or its files differ from those it was built "
      "with. Build it again, or install it again with `carboy ext install FILE`");
}

void ExtensionFile::check_sanitizers(const elf::Sanitizers& host) {
  const elf::Sanitizers own = elf::Sanitizers::of(elf_);
  const elf::Sanitizers missing = own.without(host);
  if (missing.any()) {
    throw base::Error(
        "is built with " + missing.names() +
        ", but this host is not. Build it without -fsanitize, or run it in a host that "
        "is built the same way");
  }
  const elf::Sanitizers blind = host.without(own);
  if (!blind.any()) return;
  findings_.push_back(
      {elf::Finding::Severity::warning,
       "is built without the host's " + blind.names() + ", which misses most errors in it",
       "Build it with the host's -fsanitize too."});
}

std::string ExtensionFile::sha256() const {
  base::Sha256 hash;
  hash.add(std::span(bytes_.get(), size_));
  return hash.finish_hex();
}

Signature ExtensionFile::signature() const {
  return read_signature({reinterpret_cast<const char*>(bytes_.get()), size_});
}

}  // namespace carboy::core::extensions
