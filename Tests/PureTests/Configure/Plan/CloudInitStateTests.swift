import Testing
@testable import Basics
@testable import Configure

@Suite struct CloudInitStateTests {
    @Test(
        arguments: [
            // directory                      name                      removed where it is empty
            ("/var/lib/cloud/data", "set-hostname", true),
            ("/var/lib/cloud/instance/sem", "config_ssh", true),
            ("/var/lib/cloud/instance/sem", "config_users_groups", true),
            ("/var/lib/cloud/instance/sem", "consume_data", true),
            ("/var/lib/cloud/sem", "config_scripts_per_once.once", true),
            // Taken for none where they are empty: cloud-init writes them again by itself.
            ("/var/lib/cloud/data", "instance-id", false),
            ("/var/lib/cloud/data", "previous-hostname", false),
            ("/var/lib/cloud/data", "python-version", false),
            ("/var/lib/cloud/data", "status.json", false),
            ("/var/lib/cloud/instance", "obj.pkl", false),
            // Empty by right.
            ("/var/lib/cloud/instance", "vendor-data.txt", false),
            ("/var/lib/cloud/instance", "user-data.txt", false),
            ("/var/lib/cloud/instance", "manual-clean", false),
            ("/var/lib/cloud/instance", "locale-check.skip", false),
            ("/var/lib/cloud/seed/nocloud", "vendor-data", false),
            ("/var/lib/cloud/scripts/per-boot", "config_ssh", false),
            // Not cloud-init's own, or not of the state.
            ("/var/lib/cloud/sem", "uncloud-init.once", false),
            ("/var/lib/cloud/sem", "set-hostname", false),
            ("/var/lib/cloud/data", "config_ssh", false),
            ("/var/lib/cloud/data", "set-hostname.bak", false),
        ] as [(NodePath, String, Bool)]
    )
    func `an empty state file is removed only where cloud-init is misled by it`(
        directory: NodePath,
        name: String,
        isDamaged: Bool
    ) {
        #expect(CloudInitState.isDamagedByEmptiness(name, in: directory) == isDamaged)
    }
}
