// The queues and their members: AMI_SECRET=... queues HOST PORT USER
// Asterisk up to 14 answers with text, whose rows are printed as they are; from 15
// on it does not know the action, and that is said.
#include <amiwire.hpp>
#include <cstdlib>
#include <iomanip>
#include <iostream>

static std::string_view text(const amiwire::packet &packet, const char *name)
{
    const std::string_view value = packet.get(name).value_or("");
    return value.empty() ? "-" : value;
}

// One packet of the answer; false for nothing to be shown.
static bool show(const amiwire::packet &packet)
{
    if (packet.kind() == AMIWIRE_KIND_OTHER) {
        // Text has rows and no headers.
        for (const char byte : packet.raw())
            if (byte != '\r')
                std::cout << byte;
    } else if (packet.is("QueueStatus")) {
        std::cout << std::left << std::setw(12) << text(packet, "Queue") << std::setw(6) << text(packet, "CallCount")
                  << text(packet, "ServiceLevel") << '\n';
    } else if (packet.is("QueueMemberStatus")) {
        std::cout << "    " << text(packet, "Location") << " as " << text(packet, "MemberName") << '\n';
    } else {
        return false;
    }
    return true;
}

int main(int argc, char **argv)
try {
    amiwire::config cfg;
    if (argc != 4) {
        std::cerr << "usage: AMI_SECRET=... [AMI_PIN=...] queues HOST PORT USER\n";
        return 2;
    }
    cfg.host = argv[1];
    cfg.port = static_cast<std::uint32_t>(std::atoi(argv[2]));
    cfg.username = argv[3];
    cfg.secret = std::getenv("AMI_SECRET");
    cfg.tls_pin = std::getenv("AMI_PIN");
    cfg.events = "off";
    amiwire::connection pbx(cfg);
    // The response; or, of a text, its first piece.
    const amiwire::packet first = pbx.call(amiwire::action("Queues"));
    if (first.is_response() && first.is("Error")) {
        std::cerr << "queues: the exchange refuses the action Queues: " << text(first, "Message") << '\n'
                  << "queues: Asterisk has it up to 14 only; ask a newer one for QueueStatus or QueueSummary\n";
        return 1;
    }
    bool shown = show(first);
    for (const amiwire::packet &packet : pbx.answer())
        shown = show(packet) || shown;
    if (!shown)
        std::cout << "no queues\n";
} catch (const amiwire::error &error) {
    // code() says which it was, detail() adds where: "127.0.0.1:7777".
    std::cerr << "queues: " << error.code().message() << (error.detail().empty() ? "" : ": ") << error.detail() << '\n';
    if (error.code() == amiwire::status::LOGIN_REFUSED)
        std::cerr << "queues: is AMI_SECRET that of " << argv[3] << "?\n";
    return 1;
}
