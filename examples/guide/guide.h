// The parts of the guide's extension: one for each page of docs/ that shows its code.
#pragma once

#include <carboy/carboy.h>

void add_pages(carboy::App& app);
void add_routing(carboy::App& app);
void add_requests(carboy::App& app);
void add_responses(carboy::App& app);
void add_services(carboy::App& app);
void add_structured_values(carboy::App& app);
void add_models(carboy::App& app);
void add_keeping(carboy::App& app);
void add_panel(carboy::App& app);
