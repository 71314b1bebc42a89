"""Faults in lib/tls."""

from mutating import Fault

SUITES = ["io:tls_test"]
FAULTS = [
    Fault("what_was_decrypted_is_waited_for",
          "if (wanted.readable && can_be_read_) return wait.ready({.readable = true});",
          ""),
    Fault("a_handshake_waits_for_what_was_asked",
          "  if (needed.readable == wanted.readable && needed.writable == wanted.writable) {",
          "  if (true) {"),
    Fault("any_name_will_do", "if (verifies_) SSL_set1_host(session.get(), host.c_str());", ""),
    Fault("any_number_will_do",
          "if (verifies_) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), "
          "host.c_str());",
          ""),
    Fault("any_authority_will_do",
          "options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE",
          "SSL_VERIFY_NONE"),
    Fault("clients_need_no_certificate", " | SSL_VERIFY_FAIL_IF_NO_PEER_CERT", ""),
    Fault("a_cut_is_an_end", "      return {.error = failed()};", "      return {};"),
    Fault("an_end_is_not_told", "return SSL_shutdown(ssl_.get()) < 0 ? -1 : 1;", "return 1;"),
    Fault("new_files_are_not_seen", "if (now == read_) return;", "return;"),
    Fault("a_wrong_file_ends_the_service",
          "    } catch (const error& wrong) {\n      log(",
          "    } catch (const error& wrong) {\n      throw;\n      log("),
    Fault("protocols_are_not_told",
          "    SSL_CTX_set_alpn_select_cb(made.get(), choose_protocol, nullptr);\n",
          ""),
    Fault("an_expired_certificate_is_not_told",
          "X509_cmp_current_time(X509_get0_notAfter(own)) < 0",
          "false"),
]
