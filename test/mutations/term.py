"""Faults in lib/term."""

from mutating import Fault

SUITES = ["term"]
FAULTS = [
    Fault("the_last_edit_is_free",
          "+ (left[i - 1] == right[j - 1] ? 0 : 1)",
          "+ (left[i - 1] == right[j - 1] ? 0 : 2)"),
    Fault("swapped_letters_count_twice",
          "std::min(row[j], before[j - 2] + 1)",
          "std::min(row[j], before[j - 2] + 2)"),
    Fault("a_word_as_far_as_the_bound_is_near",
          "if (longer - shorter >= least) continue;",
          "if (longer - shorter > least) continue;",
          no_difference="the comparison that follows finds at least that many mistakes"),
    Fault("the_last_of_equally_near_words", "mistakes < least) {", "mistakes <= least) {"),
    Fault("maps_of_other_keys_are_equal", "if (key != other->first || !equal(", "if (!equal("),
    Fault("a_shorter_tuple_is_equal",
          "if (a.size() != b.size()) return false;\n"
          "  for",
          "if (a.size() > b.size()) return false;\n"
          "  for"),
    Fault("what_lies_deep_is_equal",
          "if (!equal(*a, *b, 0, later)) return false;",
          "static_cast<void>(equal(*a, *b, 0, later));"),
    Fault("what_lies_deep_is_not_copied", "copy(*next.from, *next.to, objects, 0, later);", ""),
    Fault("boxes_of_any_type_are_compared", "raw::same_type(raw::type(a), raw::type(b)) && ", ""),
    Fault("an_element_behind_the_end", "if (index >= all.size()) {", "if (index > all.size()) {"),
    Fault("erase_says_that_there_was_nothing",
          "  entries_.erase(entry);\n"
          "  return true;",
          "  entries_.erase(entry);\n"
          "  return false;"),
    Fault("set_keeps_the_old_value", "    *found = std::move(value);\n", ""),
    Fault("real_numbers_without_fraction_look_whole", ' out_.add(".0");', ' out_.add("");'),
    Fault("one_byte_is_bytes", 'value.size() == 1 ? " byte>>"', 'value.size() == 0 ? " byte>>"'),
    Fault("quotes_are_not_escaped", r'find_first_of("\"\\\b\f")', r'find_first_of("\\\b\f")'),
    Fault("a_box_that_throws_throws_on",
          '  shown = value.type_name() + " (its to_string has thrown)";',
          "  throw;"),
    Fault("boxes_are_counted_for_ever", "    --boxes;\n", ""),
    Fault("commas_before_the_first",
          "std::exchange(innermost.has_begun, true)",
          "std::exchange(innermost.has_begun, false)"),
    Fault("half_a_character_is_kept", "while ((shown[end] & 0xc0) == 0x80) --end;", ""),
    Fault("surrogates_are_characters", " || (code >= 0xD800 && code <= 0xDFFF)", ""),
    Fault("overlong_forms_are_characters", "code < smallest || ", ""),
    Fault("four_bytes_are_three", "lead >= 0xF0 ? 4", "lead > 0xF0 ? 4", ("term", "loader")),
    Fault("the_delete_character_is_shown",
          "(code >= 0x7F && code < 0xA0)",
          "(code > 0x7F && code < 0xA0)"),
]
