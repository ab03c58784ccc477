// Bodies of <carboy/files.h>.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/files.h>

namespace carboy {

inline std::optional<std::string_view> File::header(std::string_view name) const {
  const abi::Pairs all = file_->headers();
  for (std::size_t i = 0; i < all.count; ++i) {
    if (detail::is_same_field(all.items[i].name, name)) return all.items[i].value;
  }
  return std::nullopt;
}

inline std::string File::bytes() const {
  std::string all(static_cast<std::size_t>(size()), '\0');
  all.resize(read(0, all.data(), all.size()));
  return all;
}

inline std::size_t File::read(std::uint64_t offset, char* into, std::size_t capacity) const {
  std::size_t got = 0;
  carboy::check(file_->read(offset, into, capacity, &got));
  return got;
}

inline void File::save(std::string_view path, bool overwrite) const {
  carboy::check(file_->save(path, overwrite));
}

inline File Files::operator[](std::string_view field) const {
  const auto found = find(field);
  if (!found) throw MissingValue(field);
  return *found;
}

inline std::optional<File> Files::find(std::string_view field) const {
  for (const File& file : all()) {
    if (file.field() == field) return file;
  }
  return std::nullopt;
}

inline std::vector<File> Files::get_all(std::string_view field) const {
  std::vector<File> found;
  for (const File& file : all()) {
    if (file.field() == field) found.push_back(file);
  }
  return found;
}

inline std::vector<File> Files::all() const {
  abi::File* const* files = nullptr;
  std::size_t count = 0;
  carboy::check(request_->files(&files, &count));
  std::vector<File> found;
  for (std::size_t i = 0; i < count; ++i) found.emplace_back(files[i]);
  return found;
}

}  // namespace carboy
