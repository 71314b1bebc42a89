// How the text of a JSON file falls into tokens; comments are allowed.
#pragma once

#include <cstddef>
#include <string_view>

namespace fauxtp {

bool is_blank(char c);
bool is_digit(char c);
bool is_letter(char c);
/// Whether the character can stand in a word or in a number, as people write them.
bool is_word(char c);

/// The end of the comment that begins at `at`; npos if it is never closed, `at` if there is no
/// comment.
std::size_t end_of_comment(std::string_view text, std::size_t at);

/// The position after white space and whole comments.
std::size_t skip_blank(std::string_view text, std::size_t at);

/// The position of the token after `at`: past white space, commas, colons and comments.
std::size_t skip_to_token(std::string_view text, std::size_t at);

/// The end of the JSON number that begins at `at`; `at` itself if there is none.
std::size_t end_of_number(std::string_view text, std::size_t at);

}  // namespace fauxtp
