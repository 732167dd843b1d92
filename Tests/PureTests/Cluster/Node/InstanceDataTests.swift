import Testing
@testable import Basics
@testable import Cluster

@Suite struct InstanceDataTests {
    /// As Python's `json.dumps(indent=1, sort_keys=True)` writes, which cloud-init 22.4 calls.
    private static let written = #"""
        {
         "base64_encoded_keys": [],
         "ds": {
          "_doc": "EXPERIMENTAL: The structure and format may change",
          "meta_data": {
           "local-hostname": "x",
           "motd": "\ud83d\ude00 \u00e9 \/ \"",
           "v1": {
            "local_hostname": "x"
           }
          }
         },
         "sensitive_keys": ["ds/user_data"],
         "sys_info": {
          "uname": [
           "Linux"
          ]
         },
         "v1": {
          "_beta_keys": [],
          "cloud_name": "nocloud",
          "instance-id": "i-1",
          "instance_id": "i-1",
          "local-hostname": "a1",
          "local_hostname": "a1",
          "region": null
         }
        }
        """#

    @Test(arguments: [
        // instance-data.json, instance ID, host name
        (written, "i-1", "a1"),
        (#"{"v1":{"instance_id":"i","local_hostname":"a1.example.org"}}"#, "i", "a1"),
        (#"{"v1":{"instance_id":7,"local_hostname":"7"}}"#, "7", "7"),
    ])
    func `cloud-init's own record is read`(
        input: String,
        instanceID: String,
        hostName: String
    ) throws {
        let metaData = try MetaData(
            instanceData: Source(name: "instance-data.json", text: input)
        )
        #expect(metaData.identity.instanceID == instanceID)
        #expect(metaData.identity.hostName.description == hostName)
    }

    @Test(arguments: [
        // instance-data.json, message
        (
            #"{"ds": {}}"#,
            """
            instance-data.json:1:1: no 'v1'
            {"ds": {}}
            ^
            """
        ),
        (
            #"{"v1": []}"#,
            """
            instance-data.json:1:8: 'v1' must be a mapping, not a list
            {"v1": []}
                   ^
            """
        ),
        (
            #"{"v1": {"instance-id": "i"}}"#,
            """
            instance-data.json:1:9: no 'v1.instance_id'; did you mean 'instance-id' to be it?
            {"v1": {"instance-id": "i"}}
                    ^
            """
        ),
        (
            #"{"v1": {"instance_id": "i", "local_hostname": null}}"#,
            """
            instance-data.json:1:47: 'v1.local_hostname' has no value
            {"v1": {"instance_id": "i", "local_hostname": null}}
                                                          ^
            """
        ),
        (
            // the column is the one of the file, whatever was made of the pair before it
            #"{"v1": {"motd": "\ud83d\ude00", "instance_id": []}}"#,
            #"""
            instance-data.json:1:48: 'v1.instance_id' must be a string, not a list
            {"v1": {"motd": "\ud83d\ude00", "instance_id": []}}
                                                           ^
            """#
        ),
        (
            #"{"v1": {"instance_id": "i", "local_hostname": "a_1"}}"#,
            """
            instance-data.json:1:47: 'v1.local_hostname': the host name 'a_1' contains '_'; \
            only letters, digits and hyphens are legal
            {"v1": {"instance_id": "i", "local_hostname": "a_1"}}
                                                          ^
            """
        ),
    ])
    func `what is wrong is said with its place`(input: String, message: String) {
        let error = #expect(throws: InputError.self) {
            try MetaData(instanceData: Source(name: "instance-data.json", text: input))
        }
        #expect(error?.description == message)
    }
}
