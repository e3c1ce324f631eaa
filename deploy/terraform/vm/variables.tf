variable "project" {
  type        = string
  description = "Google Cloud project."
}

variable "region" {
  type    = string
  default = "europe-west1"
}

variable "zone" {
  type    = string
  default = "europe-west1-b"
}

variable "machine_type" {
  type        = string
  default     = "e2-medium"
  description = "4 GB of memory hold Airflow, its Postgres and a run."
}

variable "disk_gb" {
  type    = number
  default = 30
}

variable "repository" {
  type        = string
  description = "Git address of tamis, with its compose.yaml."

  validation {
    condition     = can(regex("^https://[A-Za-z0-9._/-]+$", var.repository))
    error_message = "An https address without spaces or quotes."
  }
}

variable "revision" {
  type        = string
  default     = "main"
  description = "Branch or tag to run."

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", var.revision))
    error_message = "The name of a branch or tag."
  }
}
