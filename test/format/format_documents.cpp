// Compares the documents that are made of the format's tables with those tables.
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "format/key_tables.hpp"
#include "format/schema.hpp"

namespace {

constexpr std::string_view begin_mark = "<!-- These tables are made by format_documents. -->\n";
constexpr std::string_view end_mark = "<!-- The end of these tables. -->\n";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("cannot read " + path);
  return text.str();
}

/// The text with other tables between its two marks.
std::string with_tables(std::string text, const std::string& tables) {
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.find(end_mark);
  if (begin == text.npos || end == text.npos || end < begin) {
    throw std::runtime_error("the two marks around the tables are missing");
  }
  const std::size_t first = begin + begin_mark.size();
  return text.replace(first, end - first, tables);
}

/// The number of the first line in which two texts differ.
std::size_t line_that_differs(const std::string& one, const std::string& other) {
  std::istringstream left(one);
  std::istringstream right(other);
  std::size_t number = 1;
  for (std::string a, b; std::getline(left, a) && std::getline(right, b) && a == b;) ++number;
  return number;
}

/// Whether the file was as it has to be. `update`: it is written if it was not.
bool is_as_told(const std::string& path, const std::string& is, const std::string& told,
                bool update) {
  if (is == told) return true;
  if (update) {
    std::ofstream(path, std::ios::binary) << told;
    std::cout << path << ": updated\n";
  } else {
    std::cout << path << ":" << line_that_differs(is, told)
              << ": is not what the tables of keys say (format_documents --update writes it)\n";
  }
  return update;
}

}  // namespace

int main(int count, char** arguments) {
  const bool update = count == 3 && std::string(arguments[2]) == "--update";
  if (count != 2 && !update) {
    std::cerr << "usage: format_documents FOLDER [--update], with the folder config\n";
    return 2;
  }
  try {
    const std::string folder = arguments[1];
    const std::string schema = folder + "/schema/fauxtp-app-1.schema.json";
    const std::string readme = folder + "/README.md";
    const std::string text = read(readme);
    const bool schema_is_right = is_as_told(schema, read(schema), schema_text(), update);
    const bool readme_is_right = is_as_told(readme, text, with_tables(text, key_tables()), update);
    return schema_is_right && readme_is_right ? 0 : 1;
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << "\n";
    return 1;
  }
}
