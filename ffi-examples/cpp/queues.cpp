// The queues and their members: AMI_SECRET=... queues HOST PORT USER
#include <amiwire.hpp>
#include <cstdlib>
#include <iomanip>
#include <iostream>

static std::string_view text(const amiwire::packet &packet, const char *name)
{
    const std::string_view value = packet.get(name).value_or("");
    return value.empty() ? "-" : value;
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
    pbx.call(amiwire::action("Queues"));
    for (const amiwire::packet &packet : pbx.answer()) {
        if (packet.is("QueueStatus"))
            std::cout << std::left << std::setw(12) << text(packet, "Queue") << std::setw(6)
                      << text(packet, "CallCount") << text(packet, "ServiceLevel") << '\n';
        else if (packet.is("QueueMemberStatus"))
            std::cout << "    " << text(packet, "Location") << " as " << text(packet, "MemberName") << '\n';
    }
} catch (const amiwire::error &error) {
    // code() says which it was, what() adds where: "127.0.0.1:7777: …".
    std::cerr << "queues: " << error.what() << '\n';
    if (error.code() == amiwire::status::LOGIN_REFUSED)
        std::cerr << "queues: is AMI_SECRET that of " << argv[3] << "?\n";
    return 1;
}
