// Scripts for completion in shells, and a page for man.
#include "command_help.hpp"

#include <functional>
#include <vector>

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* each) { return !each->get_name().empty(); });
}

/// "--log-level", or "-q" if it has no longer name; empty for an argument that has a place and no
/// name.
std::string name_of(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  return option.get_snames().empty() ? "" : "-" + option.get_snames().front();
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* each) { return !name_of(*each).empty(); });
}

std::string replaced(const std::string& text, const std::function<std::string(char)>& replacement) {
  std::string all;
  for (const char each : text) all += replacement(each);
  return all;
}

std::string words(const CLI::App& app) {
  std::string all;
  for (const CLI::Option* each : options_of(app)) all += " " + name_of(*each);
  return all;
}

std::string bash(const CLI::App& app) {
  std::string names, cases;
  for (const CLI::App* each : commands_of(app)) {
    names += " " + each->get_name();
    cases += "    " + each->get_name() + ") words='" + words(*each) + "' ;;\n";
  }
  return "# bash completion for fauxtp: source it, or put it into\n"
         "# /usr/share/bash-completion/completions/fauxtp\n"
         "_fauxtp() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} command= words= each\n"
         "  for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    [[ $each == -* ]] || { command=$each; break; }\n"
         "  done\n"
         "  case $command in\n"
         "    '') words='" +
         names + words(app) + "' ;;\n" + cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  [[ $command && $word != -* ]] && COMPREPLY+=($(compgen -f -- \"$word\"))\n"
         "}\n"
         "complete -o filenames -F _fauxtp fauxtp\n";
}

std::string zsh(const CLI::App& app) {
  const auto escaped = [](const std::string& text) {
    return replaced(text, [](char each) {
      switch (each) {
        case '\'':
          return std::string("'\\''");
        case '[':
        case ']':
        case ':':
          return std::string("\\") + each;
        default:
          return std::string(1, each);
      }
    });
  };
  std::string names, cases;
  for (const CLI::App* each : commands_of(app)) {
    names += "    '" + each->get_name() + ":" + escaped(each->get_description()) + "'\n";
    cases += "    " + each->get_name() + ") _arguments";
    for (const CLI::Option* option : options_of(*each)) {
      cases += " '" + name_of(*option) + "[" + escaped(option->get_description()) + "]'";
    }
    cases += " '*:file:_files' ;;\n";
  }
  return "#compdef fauxtp\n"
         "_fauxtp() {\n"
         "  local -a commands\n"
         "  commands=(\n" +
         names +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  case $words[2] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "compdef _fauxtp fauxtp\n";
}

std::string fish(const CLI::App& app) {
  const auto quoted = [](const std::string& text) {
    return "'" +
           replaced(text,
                    [](char each) {
                      return each == '\'' || each == '\\' ? std::string("\\") + each
                                                          : std::string(1, each);
                    }) +
           "'";
  };
  std::string all;
  for (const CLI::App* each : commands_of(app)) {
    const std::string& name = each->get_name();
    all += "complete -c fauxtp -n __fish_use_subcommand -f -a " + name + " -d " +
           quoted(each->get_description()) + "\n";
    for (const CLI::Option* option : options_of(*each)) {
      all += "complete -c fauxtp -n '__fish_seen_subcommand_from " + name + "'";
      for (const std::string& letter : option->get_snames()) all += " -s " + letter;
      for (const std::string& word : option->get_lnames()) all += " -l " + word;
      all += " -d " + quoted(option->get_description()) + "\n";
    }
  }
  return all;
}

/// Escapes text for troff: a line may not begin like a request, and \ and - must mean themselves.
std::string roff(const std::string& text) {
  std::string all = replaced(text, [](char each) {
    if (each == '\\') return std::string("\\e");
    if (each == '-') return std::string("\\-");
    return std::string(1, each);
  });
  if (!all.empty() && (all.front() == '.' || all.front() == '\'')) all.insert(0, "\\&");
  for (std::size_t at = 0; (at = all.find("\n", at)) != std::string::npos; at += 4) {
    all.replace(at, 1, "\n\\&");
  }
  return all;
}

std::string options_for_man(const CLI::App& app) {
  std::string all;
  for (const CLI::Option* each : app.get_options()) {
    const std::string type = each->get_expected_min() > 0 && !name_of(*each).empty()
                                 ? " " + roff(each->get_type_name())
                                 : "";
    all += ".TP\n.B " + roff(each->get_name(false, true)) + type + "\n" +
           roff(each->get_description()) + "\n";
  }
  return all;
}

}  // namespace

std::string completion(const CLI::App& app, const std::string& shell) {
  if (shell == "zsh") return zsh(app);
  return shell == "fish" ? fish(app) : bash(app);
}

std::string man_page(const CLI::App& app) {
  std::string page = ".TH FAUXTP 1\n.SH NAME\nfauxtp \\- " + roff(app.get_description()) +
                     "\n.SH SYNOPSIS\n.B fauxtp\n.I COMMAND\n[options]\n.SH OPTIONS\n" +
                     options_for_man(app) + ".SH COMMANDS\n";
  for (const CLI::App* each : commands_of(app)) {
    page += ".SS " + roff(each->get_name()) + "\n" + roff(each->get_description()) + ".\n" +
            options_for_man(*each);
    if (!each->get_footer().empty()) page += ".PP\n" + roff(each->get_footer()) + "\n";
  }
  return page + ".SH EXIT STATUS\n" + roff(app.get_footer()) + "\n";
}
