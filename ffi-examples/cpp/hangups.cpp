// Prints why each call ended, until the connection ends: the program of the README.
//
//     AMI_SECRET=... hangups HOST PORT USER
#include <amiwire.hpp>
#include <cstdlib>
#include <iostream>

int main(int argc, char **argv)
try {
    if (argc != 4) {
        std::cerr << "usage: AMI_SECRET=... hangups HOST PORT USER\n";
        return 2;
    }
    // README: begin
    amiwire::config cfg;
    cfg.host = argv[1];
    cfg.port = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    cfg.username = argv[3];
    cfg.secret = std::getenv("AMI_SECRET");
    amiwire::connection pbx(cfg);
    for (const amiwire::packet &packet : pbx)
        if (packet.event() == AMIWIRE_EVENT_HANGUP)
            std::cout << packet.get("Cause-txt").value_or("-") << std::endl;
    // README: end
} catch (const std::exception &error) {
    std::cerr << "hangups: " << error.what() << '\n';
    return 1;
}
