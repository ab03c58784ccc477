// Files that came with a form (RFC 7578).
//
// Thread rule: as Request, whose part they are.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/detail/field_name.h>
#include <carboy/values.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy {

// Lives until the request ends. A large one lies on the disk and not in memory.
class File {
 public:
  explicit File(abi::File* file) : file_(file) {}

  // The name of the form's field.
  std::string_view field() const { return file_->field(); }
  // As the client sent it, so it may be "../../etc/passwd"; empty when no file was chosen.
  std::string_view filename() const { return file_->file_name(); }
  // That name in ASCII letters, digits and "_.-", without folders (Werkzeug's secure_filename); may
  // be empty.
  std::string_view safe_filename() const { return file_->safe_file_name(); }
  // As the client said, which proves nothing.
  std::string_view content_type() const { return file_->content_type(); }
  // In bytes.
  std::uint64_t size() const { return file_->size(); }
  // A header of its part.
  std::optional<std::string_view> header(std::string_view name) const {
    const abi::Pairs all = file_->headers();
    for (std::size_t i = 0; i < all.count; ++i) {
      if (detail::is_same_field(all.items[i].name, name)) return all.items[i].value;
    }
    return std::nullopt;
  }
  // All of it, in memory.
  std::string bytes() const {
    std::string all(static_cast<std::size_t>(size()), '\0');
    all.resize(read(0, all.data(), all.size()));
    return all;
  }
  // Copies up to `room` bytes from `offset` on; how many. 0: the end.
  std::size_t read(std::uint64_t offset, char* into, std::size_t room) const {
    std::size_t got = 0;
    carboy::check(file_->read(offset, into, room, &got));
    return got;
  }
  // Writes it to `path`, whole or not at all. Throws when there is such a file and `overwrite` is
  // false.
  void save(std::string_view path, bool overwrite = false) const {
    carboy::check(file_->save(path, overwrite));
  }

  abi::File* abi() const noexcept { return file_; }

 private:
  abi::File* file_;
};

// The files of a request, in the order they came.
class Files {
 public:
  // Made by Request.
  constexpr explicit Files(abi::Request* request) : request_(request) {}

  // The first of that field. Throws MissingValue (400) when there is none.
  File operator[](std::string_view field) const {
    const auto found = find(field);
    if (!found) throw MissingValue(field);
    return *found;
  }
  std::optional<File> find(std::string_view field) const {
    for (const File& file : all()) {
      if (file.field() == field) return file;
    }
    return std::nullopt;
  }
  bool contains(std::string_view field) const { return find(field).has_value(); }
  std::vector<File> get_all(std::string_view field) const {
    std::vector<File> found;
    for (const File& file : all()) {
      if (file.field() == field) found.push_back(file);
    }
    return found;
  }
  // for (const carboy::File& file : request.files.all())
  std::vector<File> all() const {
    abi::File* const* files = nullptr;
    std::size_t count = 0;
    carboy::check(request_->files(&files, &count));
    std::vector<File> found;
    for (std::size_t i = 0; i < count; ++i) found.emplace_back(files[i]);
    return found;
  }
  std::size_t size() const { return all().size(); }
  bool empty() const { return size() == 0; }

 private:
  abi::Request* request_;
};

}  // namespace carboy
