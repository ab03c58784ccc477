// The files that came with a form (RFC 7578).
//
// Thread rule: as for the Request that they are part of.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/values.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy {

// One file of a form. It lives until the request ends, and so do the texts it returns. A large file
// is stored on disk, without a name, and not in memory.
//
//   const carboy::File cover = request.files["cover"];
//   if (cover.safe_filename().empty()) carboy::abort(400, "Choose a file with a name.");
//   cover.save("/var/lib/shop/" + std::string(cover.safe_filename()));
class File {
 public:
  // Only Files makes these.
  explicit File(abi::File* file) : file_(file) {}

  // Returns the name of the form's field.
  std::string_view field() const { return file_->field(); }
  // Returns the name that the client sent. It may be anything, "../../etc/passwd" included, and it
  // is empty if no file was chosen.
  std::string_view filename() const { return file_->file_name(); }
  // Returns that name reduced to ASCII letters, digits and "_.-", without folders (Werkzeug's
  // secure_filename). It may be empty.
  std::string_view safe_filename() const { return file_->safe_file_name(); }
  // Returns the media type that the client claims; the bytes may be something else.
  std::string_view content_type() const { return file_->content_type(); }
  // Returns the size in bytes.
  std::uint64_t size() const { return file_->size(); }
  // Returns a header field of the file's part of the form. Names are compared without case.
  std::optional<std::string_view> header(std::string_view name) const;

  // Returns the whole file, in memory.
  std::string bytes() const;
  // Copies up to `capacity` bytes, from `offset` on, to `into`. Returns the number of bytes copied,
  // which is 0 at the end. Throws if the file cannot be read.
  std::size_t read(std::uint64_t offset, char* into, std::size_t capacity) const;
  // Writes the file to `path`, whole or not at all. Throws if that fails, and also if a file of
  // that name exists and `overwrite` is false.
  void save(std::string_view path, bool overwrite = false) const;

  abi::File* abi() const noexcept { return file_; }

 private:
  abi::File* file_;
};

// All files of a request, in the order in which the client sent them. The form is parsed when one
// of these functions is called for the first time; each throws 413 if it exceeds a limit of the
// app.
class Files {
 public:
  // Only Request makes these.
  constexpr explicit Files(abi::Request* request) : request_(request) {}

  // Returns the first file of that field. Throws MissingValue (400) if there is none.
  File operator[](std::string_view field) const;
  // Returns the first file of that field, if there is one.
  std::optional<File> find(std::string_view field) const;
  // Returns whether the form has a file of that field.
  bool contains(std::string_view field) const { return find(field).has_value(); }
  // Returns all files of that field: <input type="file" multiple>.
  std::vector<File> get_all(std::string_view field) const;
  // Returns all files: for (const carboy::File& file : request.files.all()) ...
  std::vector<File> all() const;
  // Returns the number of files.
  std::size_t size() const { return all().size(); }
  bool empty() const { return size() == 0; }

 private:
  abi::Request* request_;
};

}  // namespace carboy

#include <carboy/detail/files.ipp>
