// A converter that an extension registered, as a converter of core/routing.
//
// Thread rule: many threads call the converter at once.
#pragma once

#include <carboy/abi/registrar.h>

#include "core/routing/converter.h"

namespace carboy::core::abi {

// Takes ownership of the callbacks; they are freed with the factory and the last rule that uses the
// converter. The factory throws base::Error for a rule that gives the converter arguments.
routing::ConverterFactory converter_factory(const carboy::abi::ConverterOptions& options);

}  // namespace carboy::core::abi
